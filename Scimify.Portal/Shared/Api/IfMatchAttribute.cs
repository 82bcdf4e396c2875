namespace Scimify.Portal.Shared.Api;

/// <summary>Tells the OpenAPI document that the action obeys <c>If-Match</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class IfMatchAttribute : Attribute;
