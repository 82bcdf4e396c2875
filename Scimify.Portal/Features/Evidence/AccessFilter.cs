namespace Scimify.Portal.Features.Evidence;

/// <summary>Whose access to list.</summary>
/// <param name="At">The moment.</param>
/// <param name="IntegrationId">Null for all of the organization.</param>
/// <param name="Text">Part of a name or address, also of a former one.</param>
public sealed record AccessFilter(DateTimeOffset At, Guid? IntegrationId = null, string? Text = null, AccessView View = AccessView.Had);
