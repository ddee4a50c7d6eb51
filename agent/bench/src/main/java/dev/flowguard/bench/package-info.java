/** What the agent costs at start and for each request, in turns with no agent and with others. */
package dev.flowguard.bench;
