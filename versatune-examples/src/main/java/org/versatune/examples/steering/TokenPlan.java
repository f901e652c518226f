// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.steering;

import static com.google.common.base.Preconditions.checkArgument;

import org.jspecify.annotations.Nullable;
import org.versatune.trainers.RowTokens;

/**
 * Says how a plan counts the tokens of a row: from a field of it, or by its bytes.
 *
 * @param field a field of each row with the count; null for none
 * @param perByte tokens per byte; null for a quarter where there is no field
 * @param answersOnly whether only what the model is to answer counts
 */
record TokenPlan(@Nullable String field, @Nullable Double perByte, boolean answersOnly) {
  TokenPlan {
    checkArgument(
        field == null || perByte == null,
        "'tokens' has a field and a number per byte: give one of the two");
    checkArgument(
        field == null || !field.isBlank(), "'tokens' has a blank field: name a field of the rows");
    checkArgument(
        field == null || !answersOnly,
        "'tokens' counts by field '%s', which has the count of the whole row: name a field with the"
            + " count of the answers, and leave out answersOnly",
        field);
    checkArgument(
        perByte == null || (perByte > 0 && Double.isFinite(perByte)),
        "'tokens' has %s tokens per byte: give a finite number above 0",
        perByte);
  }

  RowTokens counter() {
    if (field != null) {
      return RowTokens.field(field);
    }
    RowTokens counter = perByte == null ? RowTokens.guessed() : RowTokens.perByte(perByte);
    return answersOnly ? counter.answersOnly() : counter;
  }
}
