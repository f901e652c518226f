// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sweep;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Calls everything public with one argument null, or with a null inside one, and complains where no
 * error names the parameter.
 */
public final class NullSweep {
  private final Samples samples;
  private final List<String> complaints = new ArrayList<>();
  private final Set<String> readLater = new HashSet<>();
  private int calls;

  /** A sweep with right arguments from these samples. */
  public NullSweep(Samples samples) {
    this.samples = samples;
  }

  /**
   * The elements of this parameter, named as {@code method.parameter}, are read by a later call.
   */
  public NullSweep readLater(String parameter) {
    readLater.add(parameter);
    return this;
  }

  /** How many calls were made. */
  public int calls() {
    return calls;
  }

  /** Sweeps over some classes. */
  public List<String> over(Iterable<Class<?>> types) {
    for (Class<?> type : types) {
      for (Executable call : PublicApi.calls(type)) {
        for (Callable<?> instance : instances(type, call)) {
          sweep(call, instance);
        }
      }
    }
    return complaints;
  }

  private List<? extends Callable<?>> instances(Class<?> type, Executable call) {
    if (call instanceof Constructor<?> || Modifier.isStatic(call.getModifiers())) {
      return List.of(() -> type);
    }
    List<Callable<?>> instances = samples.instances(type);
    if (instances.isEmpty() && hasReference(call)) {
      complaints.add(PublicApi.name(call) + ": no sample of " + type.getName());
    }
    return instances;
  }

  private static boolean hasReference(Executable call) {
    return Arrays.stream(call.getParameterTypes()).anyMatch(type -> !type.isPrimitive());
  }

  private void sweep(Executable call, Callable<?> instance) {
    Parameter[] parameters = call.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i].getType().isPrimitive()
          || !isPublic(parameters[i].getType())
          || mayBeNull(parameters[i])) {
        continue;
      }
      try {
        expect(call, instance, i, null, "null");
        if (readLater.contains(call.getName() + "." + parameters[i].getName())) {
          continue;
        }
        Object right = samples.arguments(call)[i];
        for (Map.Entry<String, Object> wrong : withNullInside(parameters[i], right).entrySet()) {
          expect(call, instance, i, wrong.getValue(), wrong.getKey());
        }
      } catch (Exception e) {
        complaints.add(PublicApi.name(call) + ": cannot be called: " + e);
      }
    }
  }

  private static boolean isPublic(Class<?> type) {
    return type.isArray() || Modifier.isPublic(type.getModifiers());
  }

  private static boolean mayBeNull(Parameter parameter) {
    return parameter.getAnnotatedType().isAnnotationPresent(Nullable.class)
        || Arrays.stream(parameter.getAnnotations())
            .anyMatch(a -> a.annotationType().getSimpleName().equals("Nullable"));
  }

  /** What a caller may hand over by mistake: the argument with a null at one place. */
  private static Map<String, Object> withNullInside(Parameter parameter, Object right) {
    Map<String, Object> wrong = new LinkedHashMap<>();
    Class<?> type = parameter.getType();
    if (type == Map.class) {
      Map<Object, Object> noKey = new LinkedHashMap<>((Map<?, ?>) right);
      noKey.put(null, noKey.values().iterator().next());
      Map<Object, Object> noValue = new LinkedHashMap<>((Map<?, ?>) right);
      noValue.replaceAll((key, value) -> null);
      wrong.put("null key", noKey);
      wrong.put("null value", noValue);
    } else if (type == List.class || type == Iterable.class || type == Collection.class) {
      List<Object> list = new ArrayList<>((Collection<?>) right);
      list.set(list.size() - 1, null);
      wrong.put("null element", list);
    } else if (type == Stream.class) {
      wrong.put("null element", Stream.of((Object) null));
    } else if (type.isArray() && !type.getComponentType().isPrimitive()) {
      Object[] array = ((Object[]) right).clone();
      array[array.length - 1] = null;
      wrong.put("null element", array);
    }
    return Collections.unmodifiableMap(wrong);
  }

  private void expect(
      Executable call, Callable<?> instance, int at, @Nullable Object wrong, String what)
      throws Exception {
    Object[] arguments = samples.arguments(call);
    arguments[at] = wrong;
    Object target = instance.call();
    if (target.getClass().isHidden()) {
      return; // a lambda of the samples, not of the library
    }
    if (call.getDeclaringClass().isInterface() && isSweptByItself(target.getClass(), call)) {
      return;
    }
    calls++;
    String name = call.getParameters()[at].getName();
    String found;
    try {
      if (call instanceof Constructor<?> constructor) {
        constructor.newInstance(arguments);
      } else {
        call.setAccessible(true);
        ((Method) call).invoke(Modifier.isStatic(call.getModifiers()) ? null : target, arguments);
      }
      found = "passes";
    } catch (InvocationTargetException e) {
      if (isNamed(e.getCause(), name)) {
        return;
      }
      found = String.valueOf(e.getCause());
    }
    complaints.add(PublicApi.name(call) + ": " + name + " " + what + " → " + found);
  }

  private static boolean isSweptByItself(Class<?> type, Executable call) {
    try {
      return Modifier.isPublic(type.getModifiers())
          && type.getMethod(call.getName(), call.getParameterTypes()).getDeclaringClass() == type;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  /** The JVM's own "Cannot invoke … because … is null" is no message for a user. */
  private static boolean isNamed(@Nullable Throwable error, String parameter) {
    if (!(error instanceof NullPointerException || error instanceof IllegalArgumentException)) {
      return false;
    }
    String message = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
    return !message.startsWith("cannot ")
        && message.contains("null")
        && message.contains(parameter.toLowerCase(Locale.ROOT));
  }
}
