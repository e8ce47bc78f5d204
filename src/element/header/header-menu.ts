import { MenuController } from './menu-controller.ts';
import { menuStyles } from './menu.styles.ts';
import { renderMenu } from './render-menu.ts';

/** The menu of the header: it comes with what is done in a room. */
export const headerMenu = { MenuController, menuStyles, renderMenu };

export type HeaderMenu = typeof headerMenu;
