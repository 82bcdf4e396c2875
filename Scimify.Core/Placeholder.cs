namespace Scimify.Core.Scim; internal static class Placeholder;
