// One row for each lesson: what a person does with it, and the figures that must then be seen.
//
//   steps     figures after so many clicks on "step"; `starts` is how many of them there are
//   end       figures once it was played to its last planned step
//   typed     a setting, the text that is typed into it, and the figures after so many steps more
//   chosen    a switch or choice that is clicked, and what then holds
//   traps     a switch (or a setting and a text), what is then told (of `error`, of a warning, of a diagnosis), and figures
//   graph     how many nodes, boxes that must be seen, and the node where backward begins
//   pictured  the step at which it is compared with its stored picture, where the output of all does not fit
//   unsteady  figures that differ from run to run: times
//
// A figure is named by where it stands: 'loss', 'b' (a parameter), 'b.grad', 'figure:nodes' (beside the plots),
// 'printed:z' (what a program printed last under that name), 'loss@4' (of step 4). A number given as text is compared
// to the digits that it shows, or within a relative tolerance: '12.102079 ~1e-3'. Figures: PyTorch 1.13.1, seed 42.

const diagonal = (rows, columns, on, off) =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, k) => (i === k ? on : off)));
const rows = (count, row) => Array.from({ length: count }, () => row);

const kSecondBackward = /^Trying to backward through the graph a second time/;
const kNoHistory = /^element 0 of tensors does not require grad and does not have a grad_fn/;
const kLayerRow = ['0.3313', '0.0626', '0.2530'];

export const kWalks = [
  {
    lesson: 'two-tensors',
    steps: {
      2: { W: ['-22', '15'], 'printed:W': /grad_fn=<SubBackward0>/ },
      3: { 'x.grad': ['9', '36'], 'y.grad': ['-10', '-6'] },
    },
    end: { 'x.grad': ['18', '72'], 'y.grad': ['-20', '-12'], 'printed:x.grad is 9x^2': /^True$/ },
    typed: { setting: 'v1', text: '2', figures: { 'x.grad': ['36', '72'], 'printed:x.grad is 9x^2': /^False$/ } },
    traps: [
      { on: 'no-gradient', error: /^grad can be implicitly created only for scalar outputs/ },
      { on: 'wrong-shape', error: /torch.Size\(\[3\]\).*torch.Size\(\[2\]\)/ },
      { on: 'no-retain', error: kSecondBackward, figures: { 'x.grad': ['9', '36'] } },
    ],
    graph: { nodes: 6, boxes: ['x', 'y', 'MulBackward0', 'SubBackward0', 'W'], first: 'SubBackward0' },
  },
  {
    lesson: 'requires-grad',
    steps: {
      2: { 'printed:first.requires_grad': /^False$/, 'printed:first.grad_fn': /^None$/ },
      3: { 'printed:second.requires_grad': /^True$/, 'printed:second.grad_fn': /^AddBackward0$/ },
    },
    end: { 'c.grad': rows(3, ['1', '1', '1']), 'printed:a.grad': /^None$/, 'figure:tensors that require grad': '4' },
    chosen: { click: 'setting:a-grad', figures: { 'printed:first.requires_grad': /^True$/, 'a.grad': rows(3, ['1', '1', '1']) } },
    traps: [
      { on: 'integers', error: /^only Tensors of floating point.* can require gradients/ },
      { on: 'backward-untracked', error: kNoHistory },
    ],
    graph: { nodes: 2, boxes: ['a', 'AddBackward0', 'third'], first: 'AddBackward0' },
  },
  {
    lesson: 'sine-cubic',
    steps: { 1: { loss: '13046.208' } },
    end: {
      loss: '12.102079 ~1e-3', m: '0.0411482 ~1e-3', n: '0.7826232 ~1e-3', o: '-0.0070963 ~1e-3', p: '-0.0827837 ~1e-3',
    },
    typed: { setting: 'lr', text: '2e-6', steps: 1, figures: { loss: '13046.208' } },
    traps: [{
      setting: 'lr', text: '1e-5', diagnosis: /^(loss|[mnop]\.grad)$/,
      figures: { 'loss@0': '13046.208', 'loss@4': '1.158663e8 ~1e-4', 'loss@8': '1.339313e12 ~1e-4' },
    }],
    graph: { nodes: 13, boxes: ['m', 'n', 'o', 'p', 'SumBackward0', 'loss'], first: 'SumBackward0' },
  },
  {
    lesson: 'legendre',
    steps: { 1: { loss: '461.9' } },
    end: { loss: '8.9436407 ~1e-4', b: '-2.2085268 ~1e-4', d: '0.2554861 ~1e-4', 'figure:gradcheck': '1' },
    typed: { setting: 'lr', text: '4e-6', steps: 1, figures: { loss: '461.9' } },
    traps: [{ on: 'wrong-derivative', error: /12\.6000.*56\.7000.*10\.2000.*93\.5000/s }],
    graph: { nodes: 12, boxes: ['a', 'b', 'c', 'd', 'loss'], first: 'SumBackward0' },
  },
  {
    lesson: 'linear-regression',
    steps: { 1: { loss: '2.7474866', 'b.grad': '-3.1124959', 'w.grad': '-1.8156431' } },
    end: { loss: '0.008355164 ~1e-5', b: '1.0522773', w: '1.9127355' },
    chosen: { click: 'setting:dtype:float64', steps: 1, figures: { loss: '2.7474866', 'b.grad': '-3.1124959' } },
    traps: [
      { on: 'forget-zero', figures: { 'loss@0': '2.7474866', 'loss@1': '1.6097925 ~1e-6', 'loss@2': '0.3907147 ~1e-6' } },
      { on: 'forget-no-grad', error: /^a leaf Variable that requires grad is being used in an in-place operation/ },
      { on: 'rebind', error: /^b\.grad is undefined.*no leaf any more/ },
    ],
    graph: { nodes: 7, boxes: ['b', 'w', 'MulBackward0', 'MeanBackward0', 'loss'], first: 'MeanBackward0' },
  },
  {
    lesson: 'training-step',
    pictured: 2,
    steps: {
      1: { b: '0.33669037', w: '0.1288094', 'printed:b.grad': /^None$/ },
      2: { loss: '2.7474866', 'printed:x.requires_grad': /^False$/, 'printed:yhat.requires_grad': /^True$/ },
      4: { 'b.grad': '-3.1124959', 'w.grad': '-1.8156431', 'printed:yhat.grad': /^None$/ },
      5: { 'b.grad': '-6.2250', 'w.grad': '-3.6313' },
      7: { 'printed:error': /^a leaf Variable that requires grad is being used in an in-place operation/ },
    },
    end: { b: '1.0522773', w: '1.9127355', 'printed:epoch 99': /^0\.01456/, 'figure:first loss': '2.7474866' },
    typed: { setting: 'epochs', text: '1000', figures: { b: '1.0235431 ~1e-5', w: '1.9689600 ~1e-5' } },
    traps: [
      { on: 'no-retain', error: kSecondBackward },
      { on: 'forget-zero', figures: { 'printed:epoch 99': /^0\.01456/ } },
      { on: 'rebind', figures: { 'printed:b.is_leaf': /^False$/ } },
    ],
    graph: { nodes: 7, boxes: ['b', 'w', 'MulBackward0', 'MeanBackward0', 'loss'], first: 'MeanBackward0' },
  },
  {
    lesson: 'dynamic-graph',
    steps: {
      2: { yhat: null, 'printed:graph of yhat': /^AddBackward0\n  AccumulateGrad\n  MulBackward0\n    AccumulateGrad$/ },
      3: { loss: '2.7475' },
    },
    end: {
      'b.grad': '-3.1125', 'w.grad': '-2.2881',
      'printed:graph of loss': /^AddBackward0\n  MeanBackward0\n    PowBackward0[^]*\n  MeanBackward0\n    SubBackward0\n      MulBackward0\n        AccumulateGrad$/,
    },
    typed: { setting: 'threshold', text: '3', figures: { 'w.grad': '-1.8156', 'printed:graph of loss': /^MeanBackward0\n  PowBackward0/ } },
    chosen: { click: 'setting:b-grad', figures: { 'printed:graph of yhat': /^AddBackward0\n  MulBackward0\n    AccumulateGrad$/ } },
    traps: [
      { on: 'no-leaf', error: kNoHistory, figures: { 'printed:graph of loss': /no gradients, no graph/ } },
      { on: 'wrong-points', error: /^The size of tensor a \(20\) must match the size of tensor b \(80\)/ },
    ],
    graph: { nodes: 11, boxes: ['b', 'w', 'PowBackward0', 'loss'], first: 'AddBackward0' },
  },
  {
    lesson: 'one-layer',
    pictured: 3,
    steps: {
      2: { z: ['5.1108', '-1.4648', '1.1474'], 'printed:z': /grad_fn=<AddBackward0>/ },
      3: { loss: '2.2493', 'printed:loss': /BinaryCrossEntropyWithLogitsBackward0/ },
      4: { 'w.grad': rows(5, kLayerRow), 'b.grad': kLayerRow },
    },
    end: { 'b.grad': ['0.6627', '0.1252', '0.5060'], 'z.grad': ['0.6627', '0.1252', '0.5060'] },
    typed: { setting: 'target', text: '1', figures: { 'printed:loss': /tensor\(0\./ } },
    traps: [
      { on: 'second-backward', error: kSecondBackward },
      { on: 'non-leaf-grad', figures: { 'printed:z.grad': /^None$/, 'printed:': /not a leaf Tensor/ } },
      { on: 'wrong-shape', error: /^mat1 and mat2 shapes cannot be multiplied \(1x5 and 4x3\)/ },
    ],
    graph: { nodes: 6, boxes: ['w', 'b', 'BinaryCrossEntropyWithLogitsBackward0', 'loss'], first: 'BinaryCrossEntropyWithLogitsBackward0' },
  },
  {
    lesson: 'no-grad',
    steps: {
      2: { 'printed:z.requires_grad': /^True$/, 'figure:nodes behind z': '5', 'figure:saved for backward': '20' },
      3: { 'printed:quiet.requires_grad': /^False$/, 'figure:nodes behind quiet': '0' },
      4: { 'printed:detached.requires_grad': /^False$/, 'printed:shares memory': /^True$/ },
    },
    end: { 'b.grad': ['1', '1', '1'] },
    typed: { setting: 'inputs', text: '1000', figures: { 'figure:saved for backward': '4000' } },
    traps: [{ on: 'backward-untracked', error: kNoHistory }],
    graph: { nodes: 5, boxes: ['w', 'b', 'AddBackward0', 'z'], first: 'AddBackward0' },
    unsteady: ['figure:a forward pass', 'figure:the same under no_grad'],
  },
  {
    lesson: 'jacobian',
    steps: { 3: { 'inp.grad': diagonal(5, 5, '4', '2') }, 4: { 'inp.grad': diagonal(5, 5, '8', '4') } },
    end: { 'inp.grad': diagonal(5, 5, '4', '2'), 'figure:elements of J': '625', 'figure:zeros in J': '600' },
    typed: { setting: 'v1', text: '0', figures: { 'inp.grad': [['0', '0', '0', '0', '0'], ...diagonal(5, 5, '4', '2').slice(1)] } },
    chosen: { click: 'setting:form:transposed', figures: { 'inp.grad': diagonal(4, 5, '4', '2') } },
    traps: [
      { on: 'forget-zero', figures: { 'inp.grad': diagonal(5, 5, '12', '6') } },
      { on: 'wrong-shape', error: /torch.Size\(\[4, 5\]\).*torch.Size\(\[5, 4\]\)/ },
      { on: 'no-retain', error: kSecondBackward },
    ],
    graph: { nodes: 3, boxes: ['inp', 'AddBackward0', 'PowBackward0', 'out'], first: 'PowBackward0' },
  },
  {
    lesson: 'two-moons',
    steps: { 1: { 'figure:parameters': '337' } },
    end: { loss: '0.0030', 'figure:accuracy': '1' },
    typed: { setting: 'hidden', text: '3', steps: 1, figures: { 'figure:parameters': '25' } },
    chosen: { click: 'setting:optimizer:sgd', steps: 1, figures: { 'figure:parameters': '337' } },
    traps: [{ on: 'root-penalty', diagnosis: /^b1\.grad$/ }],
    graph: { nodes: 15, boxes: ['loss'], first: 'BinaryCrossEntropyWithLogitsBackward0' },
  },
];
