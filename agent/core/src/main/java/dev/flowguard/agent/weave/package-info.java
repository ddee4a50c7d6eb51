/** The one weaver: hook points as data, straight-line code that calls the bridge. */
@NullMarked
package dev.flowguard.agent.weave;

import org.jspecify.annotations.NullMarked;
