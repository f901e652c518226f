// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.simulation;

import java.util.SplittableRandom;

/**
 * A network that is really trained, small enough for a test: two symbols of context, embeddings,
 * one hidden layer, softmax, plain stochastic gradient descent. Six made-up languages share its 24
 * symbols, so they help and disturb each other in ways that no loss curve was told.
 */
final class SmallLanguageModel {
  static final int DOMAINS = 6;
  private static final int SYMBOLS = 24;
  private static final int WIDTH = 8;
  private static final int HIDDEN = 24;
  private static final int CONTEXT = 2;
  private static final int VALIDATION = 600;

  private final Languages languages;
  private final double[][] embedding;
  private final double[][] hiddenWeights;
  private final double[][] outputWeights;

  private SmallLanguageModel(
      Languages languages,
      double[][] embedding,
      double[][] hiddenWeights,
      double[][] outputWeights) {
    this.languages = languages;
    this.embedding = embedding;
    this.hiddenWeights = hiddenWeights;
    this.outputWeights = outputWeights;
  }

  static SmallLanguageModel untrained(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new SmallLanguageModel(
        new Languages(random.split()),
        matrix(SYMBOLS, WIDTH, 0.3, random),
        matrix(HIDDEN, CONTEXT * WIDTH + 1, 0.3, random),
        matrix(SYMBOLS, HIDDEN + 1, 0.3, random));
  }

  SmallLanguageModel copy() {
    return new SmallLanguageModel(
        languages, copy(embedding), copy(hiddenWeights), copy(outputWeights));
  }

  /** One step on one example of each given domain. */
  void train(int[] domains, double rate, SplittableRandom random) {
    double[][] embeddingStep = new double[SYMBOLS][WIDTH];
    double[][] hiddenStep = new double[HIDDEN][CONTEXT * WIDTH + 1];
    double[][] outputStep = new double[SYMBOLS][HIDDEN + 1];
    for (int domain : domains) {
      int[] text = languages.text(domain, random);
      backward(text, rate / domains.length, embeddingStep, hiddenStep, outputStep);
    }
    add(embedding, embeddingStep);
    add(hiddenWeights, hiddenStep);
    add(outputWeights, outputStep);
  }

  /** Mean loss over a fixed validation set, nats a symbol. */
  double loss(int domain) {
    SplittableRandom random = new SplittableRandom(1000 + domain);
    double sum = 0;
    for (int i = 0; i < VALIDATION; i++) {
      int[] text = languages.text(domain, random);
      sum -= Math.log(softmax(forward(input(text)))[text[CONTEXT]]);
    }
    return sum / VALIDATION;
  }

  private double[] input(int[] text) {
    double[] input = new double[CONTEXT * WIDTH + 1];
    for (int c = 0; c < CONTEXT; c++) {
      System.arraycopy(embedding[text[c]], 0, input, c * WIDTH, WIDTH);
    }
    input[CONTEXT * WIDTH] = 1;
    return input;
  }

  private double[] forward(double[] input) {
    return times(outputWeights, hidden(input));
  }

  private double[] hidden(double[] input) {
    double[] hidden = new double[HIDDEN + 1];
    double[] sums = times(hiddenWeights, input);
    for (int h = 0; h < HIDDEN; h++) {
      hidden[h] = Math.tanh(sums[h]);
    }
    hidden[HIDDEN] = 1;
    return hidden;
  }

  private void backward(
      int[] text,
      double rate,
      double[][] embeddingStep,
      double[][] hiddenStep,
      double[][] outputStep) {
    double[] input = input(text);
    double[] hidden = hidden(input);
    double[] error = softmax(times(outputWeights, hidden));
    error[text[CONTEXT]] -= 1;
    double[] hiddenError = new double[HIDDEN];
    for (int s = 0; s < SYMBOLS; s++) {
      for (int h = 0; h <= HIDDEN; h++) {
        outputStep[s][h] -= rate * error[s] * hidden[h];
        if (h < HIDDEN) {
          hiddenError[h] += error[s] * outputWeights[s][h];
        }
      }
    }
    for (int h = 0; h < HIDDEN; h++) {
      double slope = hiddenError[h] * (1 - hidden[h] * hidden[h]);
      for (int i = 0; i < input.length; i++) {
        hiddenStep[h][i] -= rate * slope * input[i];
        if (i < CONTEXT * WIDTH) {
          embeddingStep[text[i / WIDTH]][i % WIDTH] -= rate * slope * hiddenWeights[h][i];
        }
      }
    }
  }

  private static double[] times(double[][] matrix, double[] vector) {
    double[] product = new double[matrix.length];
    for (int row = 0; row < matrix.length; row++) {
      for (int i = 0; i < vector.length; i++) {
        product[row] += matrix[row][i] * vector[i];
      }
    }
    return product;
  }

  private static double[] softmax(double[] scores) {
    double max = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      max = Math.max(max, score);
    }
    double[] shares = new double[scores.length];
    double sum = 0;
    for (int s = 0; s < scores.length; s++) {
      shares[s] = Math.exp(scores[s] - max);
      sum += shares[s];
    }
    for (int s = 0; s < scores.length; s++) {
      shares[s] /= sum;
    }
    return shares;
  }

  private static void add(double[][] to, double[][] step) {
    for (int row = 0; row < to.length; row++) {
      for (int i = 0; i < to[row].length; i++) {
        to[row][i] += step[row][i];
      }
    }
  }

  private static double[][] copy(double[][] matrix) {
    double[][] copy = new double[matrix.length][];
    for (int row = 0; row < matrix.length; row++) {
      copy[row] = matrix[row].clone();
    }
    return copy;
  }

  private static double[][] matrix(int rows, int columns, double scale, SplittableRandom random) {
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      for (int i = 0; i < columns; i++) {
        row[i] = scale * (2 * random.nextDouble() - 1);
      }
    }
    return matrix;
  }

  /**
   * Six languages: what follows a symbol differs from one to the other, except in part of each
   * pair.
   */
  private static final class Languages {
    private final double[][][] follows = new double[DOMAINS][SYMBOLS][SYMBOLS];

    Languages(SplittableRandom random) {
      for (int d = 0; d < DOMAINS; d++) {
        for (int s = 0; s < SYMBOLS; s++) {
          boolean shared = d % 2 == 1 && s < SYMBOLS / 3;
          follows[d][s] = shared ? follows[d - 1][s] : row(random);
        }
      }
    }

    private static double[] row(SplittableRandom random) {
      double[] row = new double[SYMBOLS];
      double sum = 0;
      for (int s = 0; s < SYMBOLS; s++) {
        row[s] = Math.pow(random.nextDouble(), 8);
        sum += row[s];
      }
      for (int s = 0; s < SYMBOLS; s++) {
        row[s] /= sum;
      }
      return row;
    }

    /** A context and the symbol after it; the first symbol comes from the domain's favourites. */
    int[] text(int domain, SplittableRandom random) {
      int[] text = new int[CONTEXT + 1];
      text[0] = (domain * 4 + random.nextInt(8)) % SYMBOLS;
      for (int i = 1; i <= CONTEXT; i++) {
        text[i] = draw(follows[domain][text[i - 1]], random.nextDouble());
      }
      return text;
    }

    private static int draw(double[] shares, double at) {
      double rest = at;
      for (int s = 0; s < SYMBOLS - 1; s++) {
        rest -= shares[s];
        if (rest < 0) {
          return s;
        }
      }
      return SYMBOLS - 1;
    }
  }
}
