namespace Scimify.Portal.Shared.Api;

/// <summary>The comparison that was started, or was under way already.</summary>
public sealed record StartedRun(Guid RunUuid);
