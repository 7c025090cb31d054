/** The style sheet: light and dark by the reader's setting, down to the width of a phone, calm where motion is not wanted. */
import { colours } from './styles/colours.ts';
import { frame } from './styles/frame.ts';
import { overview } from './styles/overview.ts';

export const style = [colours, frame, overview].join('\n');
