// SPDX-License-Identifier: Apache-2.0
package dev.jbuild.engine.plan;

import dev.jbuild.dockerfile.Stage;
import dev.jbuild.oci.Platform;

/** A stage of the Dockerfile with its FROM resolved. */
record StageBase(Stage stage, String imageName, Base base, Platform platform) {}
