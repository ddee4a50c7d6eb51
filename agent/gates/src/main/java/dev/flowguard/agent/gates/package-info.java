/** A folder for each HTTP client, and the list of them. */
@NullMarked
package dev.flowguard.agent.gates;

import org.jspecify.annotations.NullMarked;
