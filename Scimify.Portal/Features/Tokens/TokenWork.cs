using Scimify.Core.People;

namespace Scimify.Portal.Features.Tokens;

/// <summary>The form of one of the token dialogs, while its person signs in again.</summary>
/// <param name="Act">Which dialog it is.</param>
/// <param name="Token">The token that it is about; null for a new one.</param>
/// <param name="Expiry">A choice of the list; null for the usual one.</param>
/// <param name="OverlapMinutes">Null for the usual one.</param>
public sealed record TokenWork(FreshAct Act, Guid? Token, string? Name = null, string? Expiry = null, int? OverlapMinutes = null, TokenAccess? Access = null);
