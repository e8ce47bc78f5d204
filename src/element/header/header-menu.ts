/** The menu of the header: it comes with what is done in a room. */
export { MenuController } from './menu-controller.ts';
export { menuStyles } from './menu.styles.ts';
export { renderMenu } from './render-menu.ts';
