// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.benchmarks;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.versatune.DomainDistribution;

/**
 * The largest-deficit rule in C, compiled with -O3 and timing itself in a process of its own, so
 * that no call from Java is counted against it.
 */
final class GreedyInC {
  private final Path program;
  private final Path folder;

  private GreedyInC(Path folder) {
    this.folder = folder;
    program = folder.resolve("greedy");
  }

  /**
   * Compiles the program.
   *
   * @param source the C file
   * @return empty where there is no C compiler
   */
  static Optional<GreedyInC> compile(Path source) throws IOException, InterruptedException {
    GreedyInC greedy = new GreedyInC(Files.createTempDirectory("greedy"));
    for (String compiler : new String[] {"gcc", "clang", "cc"}) {
      try {
        if (new ProcessBuilder(compiler, "-O3", "-o", greedy.program.toString(), source.toString())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.INHERIT)
                .start()
                .waitFor()
            == 0) {
          return Optional.of(greedy);
        }
      } catch (IOException e) {
        System.out.println("no " + compiler + ": " + e.getMessage());
      }
    }
    return Optional.empty();
  }

  /** Nanoseconds of a draw; weights change after every {@code every} draws, 0 for never. */
  double nanoseconds(DomainDistribution[] mixes, int every, double seconds)
      throws IOException, InterruptedException {
    Path weights = folder.resolve("weights");
    int k = mixes[0].size();
    try (OutputStream file = Files.newOutputStream(weights);
        DataOutputStream out = new DataOutputStream(file)) {
      ByteBuffer bytes =
          ByteBuffer.allocate(8 * (2 + mixes.length * k)).order(ByteOrder.nativeOrder());
      bytes.putLong(k).putLong(mixes.length);
      for (DomainDistribution mix : mixes) {
        for (double weight : mix.toArray()) {
          bytes.putDouble(weight);
        }
      }
      out.write(bytes.array());
    }
    Process run =
        new ProcessBuilder(
                program.toString(),
                weights.toString(),
                Integer.toString(every),
                Double.toString(seconds))
            .redirectError(Redirect.DISCARD)
            .start();
    String printed = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (run.waitFor() != 0) {
      throw new IOException("the C program failed with code " + run.exitValue());
    }
    return Double.parseDouble(printed.trim());
  }
}
