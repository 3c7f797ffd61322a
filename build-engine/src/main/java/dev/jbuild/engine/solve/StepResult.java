// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.solve;

import java.time.Instant;

/** What a step made: a layer, which may turn out to be empty, and when. */
record StepResult(Instant created, Layer layer) {}
