/** Classes that break each rule of {@code ArchitectureTest} on purpose. Only tests see them. */
package dev.flowguard.agent.gates.violations;
