// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.sweep;

import com.google.common.collect.ImmutableList;
import com.google.common.reflect.ClassPath;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Finds what a module lets its users call. */
public final class PublicApi {
  private PublicApi() {}

  /** The public classes under a package that were compiled into a folder, nested ones included. */
  public static ImmutableList<Class<?>> classes(String root, String folder) throws IOException {
    List<Class<?>> classes = new ArrayList<>();
    for (ClassPath.ClassInfo info :
        ClassPath.from(PublicApi.class.getClassLoader()).getTopLevelClassesRecursive(root)) {
      if (info.url().getPath().contains(folder)
          && !(info.getPackageName() + ".").contains(".internal.")
          && !info.getSimpleName().endsWith("-info")) {
        addPublic(info.load(), classes);
      }
    }
    return ImmutableList.copyOf(classes);
  }

  private static void addPublic(Class<?> type, List<Class<?>> classes) {
    if (Modifier.isPublic(type.getModifiers())) {
      classes.add(type);
      for (Class<?> nested : type.getDeclaredClasses()) {
        addPublic(nested, classes);
      }
    }
  }

  /** The constructors and methods that a class declares for its users and that take arguments. */
  public static ImmutableList<Executable> calls(Class<?> type) {
    List<Executable> calls = new ArrayList<>();
    for (Constructor<?> constructor : type.getConstructors()) {
      if (!Modifier.isAbstract(type.getModifiers())) {
        calls.add(constructor);
      }
    }
    for (Class<?> c = type; c != null && (c == type || isInside(c)); c = c.getSuperclass()) {
      for (Method method : c.getDeclaredMethods()) {
        if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic() && !isGiven(method)) {
          calls.add(method);
        }
      }
    }
    calls.removeIf(call -> call.getParameterCount() == 0);
    calls.sort(Comparator.comparing(Executable::toString));
    return ImmutableList.copyOf(calls);
  }

  /**
   * The public methods that reflection cannot call, since a class that is not public declares them.
   * The compiler makes a bridge in the public subclass unless the method is final.
   */
  public static ImmutableList<Method> unreachable(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> isInside(method.getDeclaringClass()))
        .collect(ImmutableList.toImmutableList());
  }

  /** Users call the public methods of a class that they cannot name through its subclasses. */
  private static boolean isInside(Class<?> type) {
    return !Modifier.isPublic(type.getModifiers());
  }

  /** What the compiler or every object brings. */
  private static boolean isGiven(Method method) {
    return (method.getName().equals("equals") && method.getParameterCount() == 1)
        || (method.getDeclaringClass().isEnum() && method.getName().equals("valueOf"));
  }

  /** How a call reads in a complaint. */
  public static String name(Executable call) {
    Class<?> type = call.getDeclaringClass();
    String owner = type.getName().substring(type.getPackageName().length() + 1);
    String method = call instanceof Constructor<?> ? "new" : call.getName();
    return owner
        + "."
        + method
        + Arrays.stream(call.getParameters())
            .map(p -> p.getType().getSimpleName() + " " + p.getName())
            .toList();
  }
}
