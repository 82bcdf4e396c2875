using Microsoft.AspNetCore.Components;
using Scimify.Core.Tokens;
using Scimify.Portal.Shared.People;
using Scimify.Portal.Shared.Tables;

namespace Scimify.Portal.Features.Tokens;

public sealed partial class TokenTable : ComponentBase
{
    [Parameter, EditorRequired] public required IReadOnlyList<ScimTokenView> Tokens { get; set; }

    [Parameter, EditorRequired] public required RowSelection Selection { get; set; }

    /// <summary>Of those who created the tokens.</summary>
    [Parameter] public PersonNames Names { get; set; } = PersonNames.None;

    [Parameter] public bool MayManage { get; set; }

    [Parameter] public EventCallback<ScimTokenView> OnRotate { get; set; }

    [Parameter] public EventCallback<ScimTokenView> OnEndOverlap { get; set; }

    [Parameter] public EventCallback<ScimTokenView> OnEdit { get; set; }

    [Parameter] public EventCallback<ScimTokenView> OnRevoke { get; set; }

    /// <summary>Gets the selected tokens that still work.</summary>
    [Parameter] public EventCallback<IReadOnlyList<ScimTokenView>> OnRevokeSelected { get; set; }

    [Inject] public required TimeProvider Clock { get; init; }

    private IReadOnlyList<ScimTokenView> Revocable => [.. Tokens.Where(token => token.RevokedAt is null && Selection.Has(token.Id))];

    private TokenLook LookOf(ScimTokenView token) => TokenLook.Of(token, Clock.GetUtcNow());
}
