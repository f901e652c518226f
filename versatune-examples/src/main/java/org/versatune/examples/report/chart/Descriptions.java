// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.report.chart;

import java.util.stream.Stream;

/** What a picture shows in words, for those who cannot see it: short enough to be listened to. */
final class Descriptions {
  private static final int LONG = 900;

  private Descriptions() {}

  static String join(String what, Stream<String> parts) {
    StringBuilder text = new StringBuilder(what.strip());
    String before = ": ";
    int left = 0;
    for (String part : parts.map(XmlText::label).toList()) {
      if (text.length() + part.length() > LONG) {
        left++;
        continue;
      }
      text.append(before).append(part);
      before = "; ";
    }
    return text + (left == 0 ? "." : "; and " + left + " more.");
  }
}
