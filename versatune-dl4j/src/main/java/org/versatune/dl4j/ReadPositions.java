// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Finds what moves when an iterator is read: the iterator and, as far as can be seen, those that it
 * wraps (as {@code AsyncDataSetIterator} and {@code DataSetIteratorSplitter} do), with the fetchers
 * and record readers below them. Two iterators that have one of these in common move each other.
 * The data themselves have no position: two iterators over one list of examples have nothing in
 * common.
 *
 * <p>Wrappers are looked into through their fields, in lists and maps too. A field that may not be
 * read is passed over. The object around an anonymous or inner class is looked into only if it is
 * Deeplearning4j's: one of the user's may hold any number of iterators that this one never reads.
 */
final class ReadPositions {
  private static final int MOST_OBJECTS = 1_000;

  /**
   * Types with a position that are no iterators, by name: not all of them are on the class path.
   */
  private static final ImmutableList<String> READERS =
      ImmutableList.of(
          "org.nd4j.linalg.dataset.api.iterator.fetcher.DataSetFetcher",
          "org.deeplearning4j.datasets.iterator.DataSetFetcher",
          "org.datavec.api.records.reader.RecordReader",
          "org.datavec.api.records.reader.SequenceRecordReader");

  private static final ClassValue<ImmutableList<Field>> FIELDS =
      new ClassValue<>() {
        @Override
        protected ImmutableList<Field> computeValue(Class<?> type) {
          return readable(type);
        }
      };

  private static final ClassValue<Boolean> IS_READER =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return isReader(type);
        }
      };

  private final Set<Object> seen = Sets.newIdentityHashSet();
  private final Deque<Object> toLookInto = new ArrayDeque<>();
  private final List<Object> found = new ArrayList<>();

  private ReadPositions() {}

  /** Returns the iterator itself first; every object once. */
  static ImmutableList<Object> of(Object iterator) {
    ReadPositions positions = new ReadPositions();
    positions.visit(iterator);
    positions.run();
    return ImmutableList.copyOf(positions.found);
  }

  private void run() {
    while (!toLookInto.isEmpty() && seen.size() < MOST_OBJECTS) {
      Object object = toLookInto.removeFirst();
      if (Proxy.isProxyClass(object.getClass())) {
        visit(Proxy.getInvocationHandler(object));
      }
      for (Field field : FIELDS.get(object.getClass())) {
        visit(valueOf(field, object));
      }
    }
  }

  private static @Nullable Object valueOf(Field field, Object object) {
    try {
      return field.get(object);
    } catch (IllegalAccessException | RuntimeException e) {
      return null;
    }
  }

  private void visit(@Nullable Object value) {
    if (value == null) {
      return;
    }
    if (value instanceof Iterator || IS_READER.get(value.getClass())) {
      if (seen.add(value)) {
        found.add(value);
        toLookInto.add(value);
      }
    } else if (isTransparent(value)) {
      if (seen.add(value)) {
        toLookInto.add(value);
      }
    } else {
      elements(value);
    }
  }

  /** Returns whether it has no position of its own, and only holds objects that have one. */
  private static boolean isTransparent(Object value) {
    Class<?> type = value.getClass();
    return value instanceof InvocationHandler
        || value instanceof DomainSource
        || value instanceof BatchReader
        || value instanceof DomainBatches
        || type.isHidden() // a lambda, with what it captured
        || (type.getName().startsWith("org.deeplearning4j.")
            && type.getName().endsWith("Splitter"));
  }

  private void elements(Object value) {
    if (value instanceof AtomicReference<?> reference) {
      visit(reference.get());
    } else if (value instanceof Reference<?> reference) {
      visit(reference.get());
    } else if (value instanceof Optional<?> optional) {
      visit(optional.orElse(null));
    } else if (value instanceof Map<?, ?> map && isWellKnown(value)) {
      each(map.values());
    } else if (value instanceof Collection<?> collection && isWellKnown(value)) {
      each(collection);
    } else if (value instanceof Object[] array) {
      each(Arrays.asList(array));
    }
  }

  /** A collection of the user's own may do anything when it is read. */
  private static boolean isWellKnown(Object collection) {
    String name = collection.getClass().getName();
    return name.startsWith("java.util.") || name.startsWith("com.google.common.collect.");
  }

  private void each(Collection<?> collection) {
    if (!seen.add(collection)) {
      return;
    }
    try {
      int left = MOST_OBJECTS;
      for (Object element : collection) {
        if (isData(element) || left-- == 0) {
          return;
        }
        visit(element);
      }
    } catch (RuntimeException e) {
      // Another thread writes to it, or it cannot be walked: what was seen so far has to do.
    }
  }

  /** Examples, numbers and names: nothing beside them has a position either. */
  private static boolean isData(@Nullable Object element) {
    return element instanceof org.nd4j.linalg.dataset.api.DataSet
        || element instanceof org.nd4j.linalg.dataset.api.MultiDataSet
        || element instanceof org.nd4j.linalg.api.ndarray.INDArray
        || element instanceof Number
        || element instanceof CharSequence;
  }

  private static boolean isReader(Class<?> type) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      for (Class<?> each : c.getInterfaces()) {
        if (READERS.contains(each.getName()) || isReader(each)) {
          return true;
        }
      }
    }
    return READERS.contains(type.getName());
  }

  private static ImmutableList<Field> readable(Class<?> type) {
    ImmutableList.Builder<Field> fields = ImmutableList.builder();
    for (Class<?> c = type; c != null && !c.getName().startsWith("java."); c = c.getSuperclass()) {
      for (Field field : declared(c)) {
        if (!Modifier.isStatic(field.getModifiers())
            && !field.getType().isPrimitive()
            && field.trySetAccessible()) {
          fields.add(field);
        }
      }
    }
    return fields.build();
  }

  private static Field[] declared(Class<?> type) {
    try {
      return type.getDeclaredFields();
    } catch (LinkageError | RuntimeException e) {
      // A field of a type that is not there: the rest of the iterator can be looked into.
      return new Field[0];
    }
  }
}
