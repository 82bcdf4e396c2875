using Scimify.Core.People;

namespace Scimify.Portal.Features.People;

/// <summary>What somebody was about to do with people, while they sign in again.</summary>
/// <param name="Act">Which button or dialog it was.</param>
/// <param name="Person">Whom it is about; null for an invitation.</param>
/// <param name="Emails">As typed.</param>
/// <param name="Role">The role that was chosen.</param>
/// <param name="Reason">As typed.</param>
public sealed record PeopleWork(FreshAct Act, Guid? Person = null, string? Emails = null, string? Role = null, string? Reason = null);
