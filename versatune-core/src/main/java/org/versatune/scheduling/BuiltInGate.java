// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.scheduling;

/** The gates that a description can name. */
enum BuiltInGate implements Gate {
  RELATIVE {
    @Override
    public boolean opens(Measured measured) {
      return measured.meanForgetting()
          < measured.threshold() * measured.targetPotential().orElseThrow();
    }

    @Override
    public boolean needsPotential() {
      return true;
    }
  },
  ABSOLUTE {
    @Override
    public boolean opens(Measured measured) {
      return measured.meanForgetting() < measured.threshold();
    }

    @Override
    public boolean needsPotential() {
      return false;
    }
  }
}
