// SPDX-License-Identifier: Apache-2.0
/**
 * References, credentials, pull and push: the client side of the OCI distribution specification.
 *
 * <p>Start with {@link dev.jbuild.registry.Reference} and {@link
 * dev.jbuild.registry.RegistryClient}. A reference is parsed without loading any library; the HTTP
 * client is loaded by the first request, and credentials are looked up only when a registry asks
 * for them.
 */
@NullMarked
package dev.jbuild.registry;

import org.jspecify.annotations.NullMarked;
