// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.dl4j;

import org.nd4j.common.io.Resource;
import org.nd4j.linalg.factory.Environment;

/** A backend that finds no card, as ND4J's CUDA backend does without a driver. */
public final class CardlessBackend extends org.nd4j.linalg.factory.Nd4jBackend {

  @Override
  public boolean isAvailable() {
    throw new IllegalStateException(new UnsatisfiedLinkError("libcuda.so.1: no such file"));
  }

  @Override
  public boolean canRun() {
    return false;
  }

  @Override
  public boolean allowsOrder() {
    return false;
  }

  @Override
  public int getPriority() {
    return BACKEND_PRIORITY_GPU;
  }

  @Override
  public Resource getConfigurationResource() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Class<?> getNDArrayClass() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Environment getEnvironment() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String buildInfo() {
    return "";
  }

  @Override
  public void logBackendInit() {}
}
