// Runs a model once under the application's ONNX Runtime, for export.py: MODEL FOLDER SHAPE.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const [model = '', folder = '', shape = '[]'] = process.argv.slice(2);
const bytes = readFileSync(join(folder, 'image'));
const image = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
const outputs = await session.run({ image: new Tensor('float32', image, JSON.parse(shape)) });
const shapes = {};
for (const [name, tensor] of Object.entries(outputs)) {
  writeFileSync(
    join(folder, name),
    new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength),
  );
  shapes[name] = tensor.dims;
}
writeFileSync(join(folder, 'outputs.json'), JSON.stringify(shapes));
