/** The style sheet: light and dark by the reader's setting, down to the width of a phone, calm where motion is not wanted. */
import { audits } from './styles/audits.ts';
import { colours } from './styles/colours.ts';
import { frame } from './styles/frame.ts';
import { gallery } from './styles/gallery.ts';
import { overview } from './styles/overview.ts';
import { run } from './styles/run.ts';

export const style = [colours, frame, overview, run, gallery, audits].join('\n');
