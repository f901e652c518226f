// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One option of a rule: its name, its default, the values that it may have, and how a description
 * holds it.
 *
 * <p>The file of a rule declares each of its options once. The rule's defaults, the methods that
 * set an option, {@code describe()} and the building from a description all go by the declaration.
 *
 * @param <T> type of its value, an immutable one with {@code equals}
 */
final class Option<T> {
  private final String name;
  private final String label;
  private final Check<T> check;
  private final Function<WrittenValue, T> reader;
  private final Function<T, Object> writer;
  private final @Nullable T standard;
  private final boolean required;

  private Option(
      String name,
      String label,
      Check<T> check,
      Function<WrittenValue, T> reader,
      Function<T, Object> writer,
      @Nullable T standard,
      boolean required) {
    this.name = name;
    this.label = label;
    this.check = check;
    this.reader = reader;
    this.writer = writer;
    this.standard = standard;
    this.required = required;
  }

  /** Refuses a value out of range by an {@link IllegalArgumentException} that names the option. */
  @FunctionalInterface
  interface Check<T> {
    void check(String label, T value);
  }

  /** An option of any type, which must be given unless {@link #or} or {@link #orNone} follows. */
  static <T> Option<T> of(
      String name, Function<WrittenValue, T> reader, Function<T, Object> writer) {
    return new Option<>(name, name, (label, value) -> {}, reader, writer, null, true);
  }

  private static Option<Double> number(String name, Check<Double> check) {
    return of(name, WrittenValue::number, (Double value) -> value).where(check);
  }

  /** A number that is finite and above 0. */
  static Option<Double> positive(String name) {
    return number(name, Arguments::positive);
  }

  /** A number that is finite and at least 0. */
  static Option<Double> nonNegative(String name) {
    return number(name, Arguments::nonNegative);
  }

  /** A number that is finite and above 1. */
  static Option<Double> aboveOne(String name) {
    return number(name, Arguments::aboveOne);
  }

  /** A number in [0, 1]. */
  static Option<Double> share(String name) {
    return number(name, Arguments::share);
  }

  /** A number in [0, 1). */
  static Option<Double> properShare(String name) {
    return number(name, Arguments::properShare);
  }

  /** A whole number with a lower limit. */
  static Option<Long> atLeast(String name, long least) {
    return of(name, WrittenValue::integer, (Long value) -> value)
        .where((label, value) -> Arguments.atLeast(label, least, value));
  }

  /** True or false. */
  static Option<Boolean> flag(String name) {
    return of(name, WrittenValue::flag, value -> value);
  }

  /** A text that is not blank. */
  static Option<String> text(String name, String purpose) {
    return of(name, WrittenValue::text, (String value) -> value)
        .where(
            (label, value) -> checkArgument(!value.isBlank(), "%s is blank; %s", label, purpose));
  }

  /** One of the constants of an enum, written by its name. */
  static <E extends Enum<E>> Option<E> constant(String name, Class<E> type) {
    return of(name, value -> value.constant(Arrays.asList(type.getEnumConstants())), Enum::name);
  }

  /** This option with a check of its values. */
  Option<T> where(Check<T> added) {
    return new Option<>(name, label, added, reader, writer, standard, required);
  }

  /** This option under another name in the messages of its check. */
  Option<T> called(String other) {
    return new Option<>(name, other, check, reader, writer, standard, required);
  }

  /** This option with a default. */
  Option<T> or(T otherwise) {
    return new Option<>(name, label, check, reader, writer, otherwise, false);
  }

  /** This option without a default, which may be left out. */
  Option<T> orNone() {
    return new Option<>(name, label, check, reader, writer, null, false);
  }

  String name() {
    return name;
  }

  /** Whether a description must hold it. */
  boolean isRequired() {
    return required;
  }

  /** The default; null where there is none. */
  @Nullable T standard() {
    return standard;
  }

  /** The value, if it is in range. */
  T checked(T value) {
    check.check(label, value);
    return value;
  }

  T read(WrittenValue value) {
    return reader.apply(value);
  }

  /** The value as a description holds it. */
  Object written(T value) {
    return writer.apply(value);
  }

  @Override
  public String toString() {
    return name;
  }
}
