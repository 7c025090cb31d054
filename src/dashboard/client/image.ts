/** One image: arrow keys go through the images of the view. */
import { startDrawing } from './drawing.ts';
import { followKeys } from './followKeys.ts';

startDrawing();
followKeys({ ArrowLeft: 'before', ArrowRight: 'after', Escape: 'up', n: 'nearest' });
