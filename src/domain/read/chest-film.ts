import data from './chest-film.json' with { type: 'json' };
import type { ReadTemplate } from './template.js';

/**
 * The product's own form about a chest film: the 14 findings of ChestX-ray14 (Wang et al., CVPR 2017) with the codes
 * of the models' cards; the COVID-19 categories of the BSTI's chest film template (2020), which the RSNA's four of
 * CT match (Simpson et al., J Thorac Imaging 2020;35:219-227); Brixia and RALE; quality of the film.
 */
export const chestFilm = data as ReadTemplate;
