// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import static org.versatune.examples.model.transformer.TransformerBlock.ATTENTION_OUTPUT;
import static org.versatune.examples.model.transformer.TransformerBlock.HIDDEN;
import static org.versatune.examples.model.transformer.TransformerBlock.OUTPUT;
import static org.versatune.examples.model.transformer.TransformerBlock.QUERIES_KEYS_VALUES;

import com.google.common.collect.ImmutableSet;
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
  private static final String KEYS = "keys";
  private static final String VALUES = "values";

  private final transient Buffers buffers = new Buffers();
  private final transient BlockInput attentionInput;
  private final transient BlockInput hiddenInput;
  private final transient CausalAttention attention;
  private final transient ImmutableSet<String> stateNames;

  TransformerBlockLayer(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
    TransformerSizes sizes = layerConf().sizes(1);
    this.attention = new CausalAttention(sizes.heads());
    this.attentionInput = new BlockInput("beforeAttention", sizes.shift());
    this.hiddenInput = new BlockInput("beforeHidden", sizes.shift());
    this.stateNames =
        ImmutableSet.<String>builder()
            .add(KEYS, VALUES)
            .addAll(attentionInput.stateNames())
            .addAll(hiddenInput.stateNames())
            .build();
  }

  @Override
  ImmutableSet<String> stateNames() {
    return stateNames;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    return pass(training, null, workspaces);
  }

  @Override
  public INDArray rnnTimeStep(INDArray input, LayerWorkspaceMgr workspaces) {
    setInput(input, workspaces);
    return pass(false, state, workspaces);
  }

  private INDArray pass(
      boolean training, @Nullable StoredState past, LayerWorkspaceMgr workspaces) {
    applyDropOutIfNecessary(training, workspaces);
    INDArray x = Matrices.rows(input);
    DataType type = x.dataType();
    long b = input.size(0);
    long n = x.size(0);
    long d = x.size(1);
    INDArray mask = past == null ? maskArray : null;

    INDArray n1 = attentionInput.forward(x, b, mask, past);
    INDArray qkv = buffers.get("qkv", type, n, 3 * d);
    Matrices.multiply(n1, weights(QUERIES_KEYS_VALUES, training, workspaces), qkv);
    INDArray keys = attention.part(qkv, 1, b);
    INDArray values = attention.part(qkv, 2, b);
    INDArray attended = buffers.get("attended", type, n, d);
    attention.forward(
        attention.part(qkv, 0, b),
        past == null ? keys : past.append(KEYS, keys),
        past == null ? values : past.append(VALUES, values),
        mask,
        attended);
    INDArray m = buffers.copy("m", x);
    Matrices.multiplyAndAdd(attended, weights(ATTENTION_OUTPUT, training, workspaces), m);

    INDArray n2 = hiddenInput.forward(m, b, mask, past);
    INDArray hidden = weights(HIDDEN, training, workspaces);
    INDArray h = buffers.get("h", type, n, hidden.size(1));
    Matrices.multiply(n2, hidden, h);
    Nd4j.exec(new RectifiedLinear(h, h, 0));
    INDArray a = h.muli(h, buffers.get("a", type, h.shape()));
    INDArray y =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, type, new long[] {n, d}, 'c');
    y.assign(m);
    Matrices.multiplyAndAdd(a, weights(OUTPUT, training, workspaces), y);
    return Matrices.ofRows(y, b);
  }

  private INDArray weights(String name, boolean training, LayerWorkspaceMgr workspaces) {
    return getParamWithNoise(name, training, workspaces);
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    INDArray dy = Matrices.rows(epsilon);
    DataType type = dy.dataType();
    long b = epsilon.size(0);
    long n = dy.size(0);
    long d = dy.size(1);
    INDArray dn = buffers.get("dn", type, n, d);
    INDArray dx =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, type, new long[] {n, d}, 'c');
    dx.assign(dy);

    INDArray hidden = weights(HIDDEN, true, workspaces);
    INDArray h = buffers.get("h", type, n, hidden.size(1));
    INDArray a = buffers.get("a", type, h.shape());
    Matrices.multiplyTransposedLeft(a, dy, gradientView(OUTPUT));
    INDArray dh = buffers.get("dh", type, h.shape());
    Matrices.multiplyTransposedRight(2, dy, weights(OUTPUT, true, workspaces), dh);
    dh.muli(h);
    Matrices.multiplyTransposedLeft(hiddenInput.output(), dh, gradientView(HIDDEN));
    Matrices.multiplyTransposedRight(dh, hidden, dn);
    hiddenInput.backward(dn, dx, b);

    INDArray attended = buffers.get("attended", type, n, d);
    Matrices.multiplyTransposedLeft(attended, dx, gradientView(ATTENTION_OUTPUT));
    INDArray dAttended = buffers.get("dAttended", type, n, d);
    Matrices.multiplyTransposedRight(dx, weights(ATTENTION_OUTPUT, true, workspaces), dAttended);
    INDArray qkv = buffers.get("qkv", type, n, 3 * d);
    INDArray dQkv = buffers.get("dQkv", type, n, 3 * d);
    attention.backward(attended, dAttended, qkv, dQkv, b);
    Matrices.multiplyTransposedLeft(
        attentionInput.output(), dQkv, gradientView(QUERIES_KEYS_VALUES));
    Matrices.multiplyTransposedRight(dQkv, weights(QUERIES_KEYS_VALUES, true, workspaces), dn);
    attentionInput.backward(dn, dx, b);

    weightNoiseParams.clear();
    return new Pair<>(gradientOfViews(), backpropDropOutIfPresent(Matrices.ofRows(dx, b)));
  }

  @Override
  void check(String name, INDArray stored) {
    if (!name.equals(KEYS) && !name.equals(VALUES)) {
      BlockInput.check(stored, layerConf().getNIn());
    }
  }
}
