// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.trainers.losses;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Bytes;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages the bytes of a file, as disks, editors and other programs do. */
public final class Damage {
  private static final ImmutableList<String> INSERTS =
      ImmutableList.of(
          "NaN",
          "-Infinity",
          "1e999",
          "9".repeat(1200),
          "{",
          "}",
          "[".repeat(2000),
          "\"",
          "\\",
          "\0",
          "\uFEFF",
          "\r",
          "\n",
          "null",
          "\uD83D\uDE00",
          "\\ud800",
          "/* */",
          "# ",
          ",,",
          ":",
          "{\"step\":1,".repeat(600),
          "-",
          "0x1F",
          "\t",
          "é");

  private Damage() {}

  /** The bytes with one to three damages: parts left out, doubled, altered, put in, or cut off. */
  public static byte[] to(byte[] bytes, SplittableRandom random) {
    byte[] result = bytes;
    for (int times = random.nextInt(1, 4); times > 0 && result.length > 0; times--) {
      int at = random.nextInt(result.length);
      int length = Math.min(result.length - at, random.nextInt(1, 40));
      byte[] before = Arrays.copyOf(result, at);
      byte[] part = Arrays.copyOfRange(result, at, at + length);
      byte[] after = Arrays.copyOfRange(result, at + length, result.length);
      result =
          switch (random.nextInt(6)) {
            case 0 -> Bytes.concat(before, after);
            case 1 -> Bytes.concat(before, part, part, after);
            case 2 -> before;
            case 3 -> {
              part[0] = (byte) random.nextInt(256);
              yield Bytes.concat(before, part, after);
            }
            default ->
                Bytes.concat(
                    before,
                    INSERTS.get(random.nextInt(INSERTS.size())).getBytes(UTF_8),
                    part,
                    after);
          };
    }
    return result;
  }
}
