/** Where records go besides the journal: one interface, and how each of them is doing. */
@NullMarked
package dev.flowguard.agent.outlet;

import org.jspecify.annotations.NullMarked;
