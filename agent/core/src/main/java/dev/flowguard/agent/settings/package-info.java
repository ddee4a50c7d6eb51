/** What an operator may set, from four places. */
@NullMarked
package dev.flowguard.agent.settings;

import org.jspecify.annotations.NullMarked;
