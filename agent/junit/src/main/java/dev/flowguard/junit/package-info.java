/**
 * Tests that fail when users' content leaves for a processor: with the artifact on the class path
 * and the guard in the {@code argLine}, every test is watched.
 */
@NullMarked
package dev.flowguard.junit;

import org.jspecify.annotations.NullMarked;
