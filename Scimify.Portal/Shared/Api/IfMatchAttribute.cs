namespace Scimify.Portal.Shared.Api;

/// <summary>The action keeps <c>If-Match</c>; for the OpenAPI document.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class IfMatchAttribute : Attribute;
