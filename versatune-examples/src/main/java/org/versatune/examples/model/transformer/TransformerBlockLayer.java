// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static com.google.common.base.Preconditions.checkArgument;
import static org.versatune.examples.model.transformer.TransformerBlock.ATTENTION_OUTPUT;
import static org.versatune.examples.model.transformer.TransformerBlock.HIDDEN;
import static org.versatune.examples.model.transformer.TransformerBlock.OUTPUT;
import static org.versatune.examples.model.transformer.TransformerBlock.QUERIES_KEYS_VALUES;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One block, normalised before each part (Xiong et al., "On Layer Normalization in the Transformer
 * Architecture", 2020), on rows of positions:
 *
 * <pre>
 * n₁ = in(x)       QKV = n₁·W_qkv     m = x + attention(QKV)·W_o
 * n₂ = in(m)       a = relu(n₂·W_h)²  y = m + a·W_y
 * </pre>
 *
 * <p>The square of the rectifier learns faster than the rectifier alone (So et al., "Primer:
 * Searching for Efficient Transformers for Language Modeling", 2021), and its derivative 2·relu is
 * at hand.
 *
 * <p><b>Backward</b>, from dy = ∂L/∂y. For a product C = A·B, dA = dC·Bᵀ and dB = Aᵀ·dC; what is
 * added passes its gradient to both terms:
 *
 * <pre>
 * dW_y = aᵀ·dy         da = dy·W_yᵀ    dh = 2·relu(h)∘da
 * dW_h = n₂ᵀ·dh        dm = dy + in'(dh·W_hᵀ)
 * dW_o = oᵀ·dm         do = dm·W_oᵀ    dQKV = attention'(do)
 * dW_qkv = n₁ᵀ·dQKV    dx = dm + in'(dQKV·W_qkvᵀ)
 * </pre>
 *
 * Here in is the normalisation, with the shift where it is on. Derivations of the parts are with
 * {@link BlockInput}, {@link RmsNorm} and {@link CausalAttention}.
 */
final class TransformerBlockLayer extends StepwiseLayer<TransformerBlock> {
  private static final long serialVersionUID = 1;
  private static final String BEFORE_ATTENTION = "beforeAttention";
  private static final String BEFORE_HIDDEN = "beforeHidden";

  private final transient Buffers buffers = new Buffers();
  private final transient BlockInput attentionInput;
  private final transient BlockInput hiddenInput;
  private final transient CausalAttention attention;
  private final transient KeyValueCache cache = new KeyValueCache();

  TransformerBlockLayer(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
    TransformerBlock block = (TransformerBlock) configuration.getLayer();
    this.attention = new CausalAttention(block.heads());
    this.attentionInput = new BlockInput(block.shift());
    this.hiddenInput = new BlockInput(block.shift());
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    return pass(training, null, workspaces);
  }

  @Override
  public INDArray rnnTimeStep(INDArray input, LayerWorkspaceMgr workspaces) {
    setInput(input, workspaces);
    return pass(false, cache, workspaces);
  }

  private INDArray pass(
      boolean training, @Nullable KeyValueCache past, LayerWorkspaceMgr workspaces) {
    applyDropOutIfNecessary(training, workspaces);
    INDArray x = Sequences.rows(input);
    DataType type = x.dataType();
    long b = input.size(0);
    long n = x.size(0);
    long d = x.size(1);

    INDArray qkv = buffers.get("qkv", type, n, 3 * d);
    Products.multiply(
        read(attentionInput, x, b, past), weights(QUERIES_KEYS_VALUES, training, workspaces), qkv);
    INDArray attended = attend(qkv, b, past);
    INDArray m = buffers.copy("m", x);
    Products.multiplyAndAdd(attended, weights(ATTENTION_OUTPUT, training, workspaces), m);

    INDArray h = buffers.get("h", type, n, layerConf().hidden());
    Products.multiply(read(hiddenInput, m, b, past), weights(HIDDEN, training, workspaces), h);
    Nd4j.exec(new RectifiedLinear(h, h, 0));
    INDArray a = h.muli(h, buffers.get("a", type, h.shape()));
    INDArray y =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, type, new long[] {n, d}, 'c');
    y.assign(m);
    Products.multiplyAndAdd(a, weights(OUTPUT, training, workspaces), y);
    return Sequences.ofRows(y, b);
  }

  private INDArray read(BlockInput part, INDArray x, long b, @Nullable KeyValueCache past) {
    return past == null ? part.forward(x, b, maskArray) : part.step(x, b);
  }

  private INDArray attend(INDArray qkv, long b, @Nullable KeyValueCache past) {
    INDArray queries = attention.part(qkv, 0, b);
    INDArray keys = attention.part(qkv, 1, b);
    INDArray values = attention.part(qkv, 2, b);
    if (past == null) {
      return attention.forward(queries, keys, values, maskArray);
    }
    past.append(keys, values);
    return attention.forward(queries, past.keys(), past.values(), null);
  }

  private INDArray weights(String name, boolean training, LayerWorkspaceMgr workspaces) {
    return getParamWithNoise(name, training, workspaces);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray dy = Sequences.rows(epsilon);
    DataType type = dy.dataType();
    long b = epsilon.size(0);
    long n = dy.size(0);
    long d = dy.size(1);
    INDArray dn = buffers.get("dn", type, n, d);
    INDArray dx =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, type, new long[] {n, d}, 'c');
    dx.assign(dy);

    INDArray h = buffers.get("h", type, n, layerConf().hidden());
    INDArray a = buffers.get("a", type, h.shape());
    Products.multiplyTransposedLeft(a, dy, gradientView(OUTPUT));
    INDArray dh = buffers.get("dh", type, h.shape());
    Products.multiplyTransposedRight(2, dy, weights(OUTPUT, true, workspaces), dh);
    dh.muli(h);
    Products.multiplyTransposedLeft(hiddenInput.output(), dh, gradientView(HIDDEN));
    Products.multiplyTransposedRight(dh, weights(HIDDEN, true, workspaces), dn);
    hiddenInput.backward(dn, dx, b);

    Products.multiplyTransposedLeft(attention.output(), dx, gradientView(ATTENTION_OUTPUT));
    INDArray dAttended = buffers.get("dAttended", type, n, d);
    Products.multiplyTransposedRight(dx, weights(ATTENTION_OUTPUT, true, workspaces), dAttended);
    INDArray qkv = buffers.get("qkv", type, n, 3 * d);
    INDArray dQkv = buffers.get("dQkv", type, n, 3 * d);
    attention.backward(dAttended, qkv, dQkv, b);
    Products.multiplyTransposedLeft(
        attentionInput.output(), dQkv, gradientView(QUERIES_KEYS_VALUES));
    Products.multiplyTransposedRight(dQkv, weights(QUERIES_KEYS_VALUES, true, workspaces), dn);
    attentionInput.backward(dn, dx, b);

    weightNoiseParams.clear();
    return new Pair<>(gradientOfViews(), backpropDropOutIfPresent(Sequences.ofRows(dx, b)));
  }

  @Override
  public Map<String, INDArray> rnnGetPreviousState() {
    ImmutableMap.Builder<String, INDArray> state = ImmutableMap.builder();
    state.putAll(cache.state());
    inputs()
        .forEach(
            (name, part) -> {
              INDArray past = part.past();
              if (past != null) {
                state.put(name, past);
              }
            });
    return state.buildOrThrow();
  }

  /** The parts that store positions, by the name of what they store. */
  private ImmutableMap<String, BlockInput> inputs() {
    return layerConf().shift()
        ? ImmutableMap.of(BEFORE_ATTENTION, attentionInput, BEFORE_HIDDEN, hiddenInput)
        : ImmutableMap.of();
  }

  @Override
  public void rnnSetPreviousState(Map<String, INDArray> state) {
    ImmutableMap<String, BlockInput> inputs = inputs();
    Set<String> names = Sets.union(KeyValueCache.NAMES, inputs.keySet());
    checkArgument(
        state.isEmpty() || state.keySet().equals(names),
        "a state of %s; this block's is of %s",
        state.keySet(),
        names);
    inputs.forEach(
        (name, part) -> {
          INDArray past = state.get(name);
          if (past != null) {
            part.check(past, layerConf().getNIn());
          }
        });
    cache.restore(state);
    inputs.forEach((name, part) -> part.restore(state.get(name)));
  }

  @Override
  public void rnnClearPreviousState() {
    rnnSetPreviousState(ImmutableMap.of());
  }
}
