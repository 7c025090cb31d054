import { gradcam } from './gradcam.ts';
import { defineAttribution } from './method.ts';

/** The finished Grad-CAM times guided backpropagation, colour by colour. Selvaraju et al., Grad-CAM, ICCV 2017, section 3.2. */
export const guidedgradcam = defineAttribution({
  name: 'guidedgradcam',
  id: 'guidedgradcam',
  title: 'Guided Grad-CAM',
  paper: 'Selvaraju et al., ICCV 2017',
  url: 'https://arxiv.org/abs/1610.02391',
  formula: 'Grad-CAM x guided backpropagation',
  needs: ['gradients', 'guidedGradients'],
  cam: gradcam,
  passes: 3,
  look: 'signed',
  attribute: async ({ gradient, cam }) => {
    const guided = await gradient('guided');
    const map = cam().data;
    const data = guided.data.map((value, index) => value * map[index % map.length]!);
    return { values: { data, shape: guided.shape }, figures: {} };
  },
});
