/** Puts the studio on its page. */

import { mount } from './index.ts';

const place = document.getElementById('studio');
if (place) mount(place);
