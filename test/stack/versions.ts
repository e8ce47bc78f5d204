/** What the stack installs. A change here makes a new folder in the cache, so old and new can live side by side. */
export const keycloakVersion = '26.7.3';
export const synapseVersion = '1.163.2';
export const dependencyPluginVersion = '3.8.1';
