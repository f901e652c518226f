// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import org.deeplearning4j.nn.api.Layer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossHinge;
import org.nd4j.linalg.lossfunctions.impl.LossKLD;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossSquaredHinge;

/**
 * Warns of labels that do not fit the loss function of their output, once for each domain. Of an
 * example whose one-hot labels are all zero Deeplearning4j computes the loss 0, and nothing is
 * learnt from it; one whose labels sum to 2 counts twice.
 *
 * <p>Labels that are ids of classes are {@link SparseLabels}' part. Only where the backend keeps
 * arrays in memory. Not safe for use by several threads.
 */
final class LabelWatch {
  private static final System.Logger LOG = System.getLogger(MixtureListener.class.getName());

  /** How far the sum of the labels of an example may be from 1: numbers of 16 bits are coarse. */
  private static final double TOLERANCE = 0.02;

  private final Set<String> warned = new HashSet<>();

  /** Says what a number or a sum of labels has to be. */
  private enum Fit {
    /** A distribution over the classes. */
    SUM_OF_ONE {
      @Override
      boolean is(double sum) {
        return Math.abs(sum - 1) <= TOLERANCE;
      }

      @Override
      String wrong(double sum) {
        return "sum to "
            + sum
            + " over the classes, and not to 1: "
            + (sum == 0
                ? "an example without a class has the loss 0, and nothing is learnt from it"
                : "the loss of such an example counts that often");
      }
    },
    /** A probability. */
    UP_TO_ONE {
      @Override
      boolean is(double value) {
        return value >= 0 && value <= 1;
      }

      @Override
      String wrong(double value) {
        return "hold " + value + ", where the loss needs 0 to 1 and has no lower bound elsewhere";
      }
    },
    /** A side of a margin. */
    SIGN {
      @Override
      boolean is(double value) {
        return Math.abs(value) == 1;
      }

      @Override
      String wrong(double value) {
        return "hold " + value + ", where the loss knows -1 and 1 only";
      }
    };

    abstract boolean is(double number);

    abstract String wrong(double number);
  }

  /**
   * Looks at a batch in training, and refuses ids that are no classes of the network.
   *
   * @param batch null where it is not of the run, so that its examples have no names
   */
  void check(Network network, @Nullable MixedBatch batch) {
    if (batch != null) {
      SparseLabels.requireClasses(network, batch.data(), batch::nameOf);
      check(network, batch.data(), batch.domains()::get, batch::nameOf);
    }
  }

  /**
   * Looks at a batch, which has been completed.
   *
   * @param origin what the row is of, for which there is one warning
   * @param name what messages call the row
   */
  void check(Network network, Batch batch, IntFunction<String> origin, IntFunction<String> name) {
    if (!Nd4jBackend.keepsArraysInMemory()) {
      return;
    }
    ImmutableList<Layer> layers = network.outputLayers();
    for (int o = 0; o < Math.min(layers.size(), batch.labels().size()); o++) {
      ILossFunction loss = TokenLosses.lossFunctionIfKnown(layers.get(o).conf().getLayer());
      Fit fit = fit(loss);
      if (loss != null && fit != null && LabelLayout.isDefault(layers.get(o))) {
        check(batch.labels().get(o), fit, loss, origin, name);
      }
    }
  }

  private static @Nullable Fit fit(@Nullable ILossFunction loss) {
    if (loss instanceof LossSparseMCXENT) {
      return null;
    }
    return loss instanceof LossMCXENT || loss instanceof LossKLD
        ? Fit.SUM_OF_ONE
        : loss instanceof LossBinaryXENT
            ? Fit.UP_TO_ONE
            : loss instanceof LossHinge || loss instanceof LossSquaredHinge ? Fit.SIGN : null;
  }

  private void check(
      MaskedArray labels,
      Fit fit,
      ILossFunction loss,
      IntFunction<String> origin,
      IntFunction<String> name) {
    INDArray array = labels.array();
    INDArray mask = labels.mask();
    boolean maskByValue = mask != null && Arrays.equals(mask.shape(), array.shape());
    if (array.rank() > 3
        || (array.size(1) == 1 && fit == Fit.SUM_OF_ONE)
        || array.length() > Integer.MAX_VALUE
        || maskByValue) {
      return;
    }
    int examples = Math.toIntExact(array.size(0));
    int classes = Math.toIntExact(array.size(1));
    int positions = array.rank() == 3 ? Math.toIntExact(array.size(2)) : 1;
    IntToDoubleFunction numbers = Numbers.of(array);
    boolean[][] counted = mask == null ? null : LabelMasks.counted(labels);
    for (int i = 0; i < examples; i++) {
      double[] worst = new double[positions];
      if (fit != Fit.SUM_OF_ONE) {
        Arrays.fill(worst, 1);
      }
      for (int k = 0; k < classes; k++) {
        int at = (i * classes + k) * positions;
        for (int t = 0; t < positions; t++) {
          double number = numbers.applyAsDouble(at + t);
          if (fit == Fit.SUM_OF_ONE) {
            worst[t] += number;
          } else if (!fit.is(number)) {
            worst[t] = number;
          }
        }
      }
      for (int t = 0; t < positions; t++) {
        if (!fit.is(worst[t]) && (counted == null || counted[i][t])) {
          warn(origin.apply(i), name.apply(i), fit.wrong(worst[t]), loss);
          break;
        }
      }
    }
  }

  private void warn(String origin, String name, String what, ILossFunction loss) {
    if (warned.add(origin)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The labels of {0} {1} ({2}). Give each example its class, or mask what does not count."
              + " Others of the same domain are not named",
          name,
          what,
          loss.getClass().getSimpleName());
    }
  }
}
