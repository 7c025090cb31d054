/** The parts of the page that hold figures. Pure. */
import { budgetText } from '../config/channelBudget.ts';
import type { RunFile } from '../storage/runFile.ts';
import { className, count, counted, layerList, list, methodTitle, percent } from './format.ts';
import { html, type Html } from './html.ts';
import { factList } from './htmlDocument.ts';
import { bar } from './photograph.ts';
import type { FailureGroup, MethodFigures, Summary } from './summary.ts';
import type { RunTimings } from './timings.ts';

export function failuresSection({ failures, failed, images }: Summary): Html | undefined {
  if (failed === 0) return undefined;
  return html`<section class="failures" aria-label="Failures">
    <h2>Failures</h2>
    <p class="note">${count(failed)} of ${counted(images, 'photograph')} could not be explained.</p>
    ${failures.map(failureGroup)}
  </section>`;
}

function failureGroup({ code, count: total, samples }: FailureGroup): Html {
  const rest = total - samples.length;
  return html`<details open>
    <summary><b>${code}</b> <span class="quiet">${counted(total, 'photograph')}</span></summary>
    <ul>
      ${samples.map(({ key, message }) => html`<li><code>${key}</code> <span>${message}</span></li>`)}
      ${rest > 0 ? html`<li class="quiet">and ${count(rest)} more, in <code>records/</code></li>` : undefined}
    </ul>
  </details>`;
}

export function classesSection({ topClasses, predictedClasses, labelled }: Summary): Html | undefined {
  if (topClasses.length === 0) return undefined;
  const most = Math.min(10, topClasses.length);
  const cut = most < predictedClasses ? html`<p class="note">The ${most} most frequent.</p>` : undefined;
  const accuracy =
    labelled === null
      ? undefined
      : html`<p class="note">
          ${percent(labelled.accuracy)} of ${counted(labelled.images, 'labelled photograph')} named rightly.
        </p>`;
  return html`<section aria-label="Predicted classes">
    <h2>${counted(predictedClasses, 'predicted class', 'predicted classes')}</h2>
    ${accuracy} ${cut}
    <ol class="bars">
      ${topClasses
        .slice(0, most)
        .map(
          ({ index, name, images, share }) =>
            html`<li><span>${className(index, name)}</span><b>${count(images)}</b>${bar(share)}</li>`,
        )}
    </ol>
  </section>`;
}

export function methodsSection({ methods }: Summary): Html {
  const suspicious = methods.some(({ flatShare }) => flatShare > 0.1);
  return html`<section aria-label="Methods">
    <h2>Methods</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Table of methods">
      <table>
        <thead>
          <tr>
            <th>method</th>
            <th class="number">maps</th>
            <th class="number">flat</th>
            <th class="number">energy</th>
            <th class="number">entropy, bits</th>
          </tr>
        </thead>
        <tbody>
          ${methods.map(methodRow)}
        </tbody>
      </table>
    </div>
    ${
      suspicious
        ? html`<p class="note warning">Many flat maps usually mean a layer that does not suit the method.</p>`
        : undefined
    }
  </section>`;
}

const methodRow = ({ method, maps, flat, flatShare, meanEnergy, meanEntropy }: MethodFigures): Html =>
  html`<tr>
    <td>${methodTitle(method)}</td>
    <td class="number">${count(maps)}</td>
    <td class="number">${flat === 0 ? '0' : `${count(flat)} (${percent(flatShare)})`}</td>
    <td class="number">${meanEnergy === null ? '–' : meanEnergy.toFixed(3)}</td>
    <td class="number">${meanEntropy === null ? '–' : meanEntropy.toFixed(2)}</td>
  </tr>`;

/** What was asked for, and by what it was done. */
export function factsSection(file: RunFile): Html {
  return html`<section aria-label="Request">
    <h2>Request</h2>
    ${factList(facts(file))}
    ${
      file.notes.length === 0
        ? undefined
        : html`<ul class="notes">
            ${file.notes.map((note) => html`<li>${note}</li>`)}
          </ul>`
    }
  </section>`;
}

function facts({ request, engine, layers, requestHash, classCount }: RunFile): [string, string][] {
  const { model, card, source } = request;
  const smoothing = [request.eigenSmooth ? 'eigen' : '', request.augSmooth ? 'augmentation' : ''].filter(
    Boolean,
  );
  return [
    ['data set', source.path],
    ['model', `${card.name} · ${counted(classCount, 'class', 'classes')}`],
    ['model file', model.path],
    ['SHA-256', model.sha256],
    ['methods', list(request.methods.map(methodTitle))],
    ['layers', layerList(layers)],
    ['classes explained', typeof request.classes === 'string' ? request.classes : request.classes.join(', ')],
    ...(request.channels === undefined
      ? []
      : [['ScoreCAM', `approximate, channels ${budgetText(request.channels)}`] satisfies [string, string]]),
    ['smoothing', smoothing.length === 0 ? 'none' : list(smoothing)],
    ['preprocessing', preprocessing(card)],
    ['engine', `${engine.name} ${engine.version}, ${engine.device}`],
    ['request hash', requestHash],
  ];
}

function preprocessing({ resize, crop, input, channels, mean, std }: RunFile['request']['card']): string {
  const size =
    typeof resize.size === 'number' ? String(resize.size) : `${resize.size.width}×${resize.size.height}`;
  const rule = resize.rule === 'shortSide' ? `short side ${size}` : `resized to ${size}`;
  const numbers = (values: readonly number[]): string =>
    values.map((value) => Number(value.toFixed(4))).join(' ');
  const cropped = crop === 'center' ? `centre crop ${input.width}×${input.height}, ` : '';
  return `${rule} (${resize.filter}), ${cropped}${channels.toUpperCase()}, mean ${numbers(mean)}, std ${numbers(std)}`;
}

/** Stages overlap, so that their sum is more than an image takes. */
export function timingsSection(timings: RunTimings | undefined): Html | undefined {
  if (timings === undefined) return undefined;
  const { images, devices, stages, engineBusyMillis } = timings;
  const each = Object.entries({ ...stages, 'engine busy': engineBusyMillis });
  return html`<section aria-label="Timing">
    <h2>Timing</h2>
    <p class="note">
      Milliseconds an image, over ${counted(images, 'photograph')} on ${list(devices)}. Stages overlap.
    </p>
    <table>
      <tbody>
        ${each.map(
          ([stage, millis]) =>
            html`<tr>
              <th>${stage}</th>
              <td class="number">${(millis / images).toFixed(1)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}
