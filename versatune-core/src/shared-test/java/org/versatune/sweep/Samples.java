// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sweep;

import com.google.common.collect.ImmutableBiMap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Table;
import java.lang.reflect.Executable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Right arguments by type, so that a call can be made in which one argument alone is wrong. What is
 * the same everywhere is here; a module adds its own types.
 */
public final class Samples {
  private final ImmutableList<String> names;
  private final Map<Class<?>, List<Callable<?>>> byType = new HashMap<>();
  private final Map<String, Callable<?>> byParameter = new HashMap<>();

  /** Samples for runs over some domains. */
  public Samples(String... names) {
    this.names = ImmutableList.copyOf(names);
    add(String.class, () -> names[0]);
    add(int.class, () -> 1);
    add(long.class, () -> 1L);
    add(double.class, () -> 0.5);
    add(boolean.class, () -> true);
    add(Double.class, () -> 0.5);
    add(Number.class, () -> 0.5);
    add(Long.class, () -> 1L);
    add(Integer.class, () -> 1);
    add(Object.class, () -> 1L);
    add(RuntimeException.class, () -> new IllegalStateException("sample"));
    add(Throwable.class, () -> new IllegalStateException("sample"));
    add(double[].class, () -> new double[] {0.5, 0.5});
    add(long[].class, () -> new long[] {1, 1});
    add(int[].class, () -> new int[] {0, 1});
    add(String[].class, names::clone);
    add(OptionalDouble.class, () -> OptionalDouble.of(0.5));
    add(double[][].class, () -> new double[][] {{1, 0.5}, {0.5, 1}});
  }

  /** One more instance of a type; the first is the one that arguments are made of. */
  public <T> Samples add(Class<T> type, Callable<? extends T> sample) {
    byType.computeIfAbsent(type, key -> new ArrayList<>()).add(sample);
    return this;
  }

  /** The argument of one parameter, named as {@code Type.method.parameter}. */
  public Samples argument(String parameter, Callable<?> sample) {
    byParameter.put(parameter, sample);
    return this;
  }

  /** All instances of a type to call methods on. */
  public List<Callable<?>> instances(Class<?> type) {
    return byType.getOrDefault(type, List.of());
  }

  /** The right arguments of a call. */
  public Object[] arguments(Executable call) throws Exception {
    Parameter[] parameters = call.getParameters();
    Object[] arguments = new Object[parameters.length];
    for (int i = 0; i < arguments.length; i++) {
      String key =
          call.getDeclaringClass().getSimpleName()
              + "."
              + (call instanceof java.lang.reflect.Constructor ? "new" : call.getName())
              + "."
              + parameters[i].getName();
      Callable<?> own = byParameter.get(key);
      arguments[i] = own != null ? own.call() : of(parameters[i].getParameterizedType());
    }
    return arguments;
  }

  private Object of(Type type) throws Exception {
    if (type instanceof WildcardType wildcard) {
      return of(
          wildcard.getLowerBounds().length > 0
              ? wildcard.getLowerBounds()[0]
              : wildcard.getUpperBounds()[0]);
    }
    if (type instanceof TypeVariable<?> variable) {
      return of(variable.getBounds()[0]);
    }
    if (type instanceof GenericArrayType) {
      throw new IllegalArgumentException("no sample of " + type);
    }
    Class<?> raw = (Class<?>) (type instanceof ParameterizedType given ? given.getRawType() : type);
    List<Callable<?>> known = byType.get(raw);
    if (known != null) {
      return known.get(0).call();
    }
    if (raw.isEnum()) {
      return raw.getEnumConstants()[0];
    }
    return ofGeneric(raw, type instanceof ParameterizedType p ? p.getActualTypeArguments() : null);
  }

  private Object ofGeneric(Class<?> raw, Type @org.jspecify.annotations.Nullable [] inner)
      throws Exception {
    if (inner != null) {
      Object last = inner.length == 0 ? "" : of(inner[inner.length - 1]);
      if (Map.class.isAssignableFrom(raw)) {
        return map(raw, last);
      } else if (Table.class.isAssignableFrom(raw)) {
        return table(last);
      } else if (Iterable.class.isAssignableFrom(raw)) {
        return collection(raw, inner[0]);
      } else if (raw == Stream.class) {
        return list(inner[0]).stream();
      } else if (raw == Iterator.class) {
        return list(inner[0]).iterator();
      } else if (raw == Optional.class) {
        return Optional.of(last);
      } else if (raw == ToDoubleFunction.class) {
        return (ToDoubleFunction<Object>) value -> 1;
      } else if (raw == Predicate.class) {
        return (Predicate<Object>) value -> true;
      } else if (raw == LongFunction.class) {
        return (LongFunction<Object>) value -> last;
      } else if (raw == Supplier.class) {
        return (Supplier<Object>) () -> last;
      } else if (raw == Consumer.class) {
        return (Consumer<Object>) value -> {};
      } else if (raw == BiConsumer.class) {
        return (BiConsumer<Object, Object>) (one, two) -> {};
      } else if (raw == Function.class) {
        return (Function<Object, Object>) value -> last;
      } else if (raw == Class.class) {
        return inner[0] instanceof Class<?> type ? type : Object.class;
      }
    }
    throw new IllegalArgumentException("no sample of " + raw.getName());
  }

  private Object map(Class<?> raw, Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    names.forEach(name -> map.put(name, value));
    return raw == Map.class
        ? map
        : raw == ImmutableBiMap.class ? ImmutableBiMap.copyOf(map) : ImmutableMap.copyOf(map);
  }

  private Object table(Object value) {
    ImmutableTable.Builder<String, String, Object> table = ImmutableTable.builder();
    names.forEach(row -> names.forEach(column -> table.put(row, column, value)));
    return table.buildOrThrow();
  }

  private Collection<?> collection(Class<?> raw, Type element) throws Exception {
    List<Object> list = list(element);
    return raw.getName().contains("Set")
        ? ImmutableSet.copyOf(list)
        : raw.getName().contains("Immutable") ? ImmutableList.copyOf(list) : list;
  }

  private List<Object> list(Type element) throws Exception {
    return element == String.class ? new ArrayList<>(names) : new ArrayList<>(List.of(of(element)));
  }
}
