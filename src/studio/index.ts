export { mount } from './shell/mount.tsx';
