// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import org.versatune.SavedState;

/**
 * Keeps the losses of all domains over a run, thinned out so that a run of any length takes the
 * same space. When it is full, it drops every second entry, and from then on keeps half as many of
 * the reports as before.
 *
 * <p>So the entries are evenly spread over the run, and from half the capacity to all of it is
 * used. An entry is the amount of training followed by one loss a domain.
 *
 * @param entries what is kept, oldest first
 * @param stride of how many reports one is kept
 * @param seen number of reports so far
 */
record LossHistory(ImmutableList<ImmutableDoubleArray> entries, long stride, long seen) {
  private static final int CAPACITY = 256;
  private static final String ENTRIES = "entries";
  private static final String SPACING = "spacing";

  static LossHistory empty() {
    return new LossHistory(ImmutableList.of(), 1, 0);
  }

  LossHistory with(double amount, double[] losses) {
    if (seen % stride != 0) {
      return new LossHistory(entries, stride, seen + 1);
    }
    ImmutableList.Builder<ImmutableDoubleArray> more = ImmutableList.builder();
    boolean full = entries.size() == CAPACITY;
    for (int i = 0; i < entries.size(); i += full ? 2 : 1) {
      more.add(entries.get(i));
    }
    // The capacity is even, so the entry after a full history falls on the doubled stride, too.
    more.add(ImmutableDoubleArray.builder().add(amount).addAll(losses).build());
    return new LossHistory(more.build(), full ? 2 * stride : stride, seen + 1);
  }

  double[] amounts() {
    return column(0);
  }

  double[] losses(int domain) {
    return column(domain + 1);
  }

  private double[] column(int column) {
    return entries.stream().mapToDouble(entry -> entry.get(column)).toArray();
  }

  SavedState state() {
    return SavedState.builder()
        .doubles(ENTRIES, entries.stream().flatMapToDouble(ImmutableDoubleArray::stream).toArray())
        .longs(SPACING, stride, seen)
        .build();
  }

  static LossHistory restored(SavedState state, int domains) {
    double[] flat = state.doubles(ENTRIES);
    long[] spacing = state.longs(SPACING);
    int length = domains + 1;
    if (flat.length % length != 0 || spacing.length != 2) {
      throw new IllegalArgumentException(
          "the saved loss history does not fit " + domains + " domains");
    }
    long kept = flat.length / length;
    long stride = spacing[0];
    long seen = spacing[1];
    // Entries are the reports whose number is a multiple of the stride: 0, stride, 2·stride, …
    if (stride < 1
        || seen < 0
        || kept > CAPACITY
        || kept != seen / stride + Long.signum(seen % stride)) {
      throw SavedNumbers.unfit(
          kept + " entries cannot be every " + stride + "th of " + seen + " reports");
    }
    for (double number : flat) {
      if (!(number > 0)) {
        throw SavedNumbers.wrong(ENTRIES, number, "above 0");
      }
    }
    ImmutableList.Builder<ImmutableDoubleArray> entries = ImmutableList.builder();
    ImmutableDoubleArray all = ImmutableDoubleArray.copyOf(flat);
    for (int from = 0; from < flat.length; from += length) {
      entries.add(all.subArray(from, from + length).trimmed());
    }
    return new LossHistory(entries.build(), stride, seen);
  }
}
