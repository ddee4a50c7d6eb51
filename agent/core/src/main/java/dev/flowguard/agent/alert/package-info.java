/**
 * Alerts: from the journal's thread into a spool beside the journal, and from there, by a thread of
 * its own, to a webhook.
 */
@NullMarked
package dev.flowguard.agent.alert;

import org.jspecify.annotations.NullMarked;
