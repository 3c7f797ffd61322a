// SPDX-License-Identifier: Apache-2.0
/**
 * References, credentials, pull and push: the client side of the OCI distribution specification.
 */
@NullMarked
package dev.jbuild.registry;

import org.jspecify.annotations.NullMarked;
