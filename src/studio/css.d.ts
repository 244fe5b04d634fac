declare module '*.module.css' {
  /** Class names as the build has made them. */
  const classes: Readonly<Record<string, string>>;
  // biome-ignore lint/style/noDefaultExport: the form in which the build gives them
  export default classes;
}
declare module '*.css';
declare module '@fontsource-variable/*';
declare module '@fontsource/*';
declare module '*?url' {
  const address: string;
  // biome-ignore lint/style/noDefaultExport: the form in which the build gives it
  export default address;
}
