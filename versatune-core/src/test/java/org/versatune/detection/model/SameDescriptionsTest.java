// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.detection.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.versatune.Warnings;

/** Domains that a model cannot tell apart by what it is shown of them. */
class SameDescriptionsTest {
  @Test
  void theSameDescriptionOfTwoDomainsIsWarnedOf() throws IOException {
    try (ChatServer server = new ChatServer((text, n, again) -> ChatServer.Reply.says("law"));
        Warnings warnings = new Warnings(ChatModelJudge.class)) {
      ChatServer.judge(server.openAi().build()).build().close();
      assertThat(warnings.heard()).isEmpty();
      ChatServer.judge(server.openAi().build())
          .domain("physic", "Diseases and drugs ")
          .build()
          .close();
      assertThat(warnings.heard())
          .singleElement()
          .asString()
          .contains("domains 'medicine' and 'physic' have the same description", "describe each");
    }
  }
}
