/** The script of a page: registers `<wiki-room>`. */
import { define } from './define.ts';

define();
