using Microsoft.AspNetCore.Components;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Features.Tokens;

public sealed partial class TokenTable : ComponentBase
{
    [Parameter, EditorRequired] public required IReadOnlyList<ScimTokenView> Tokens { get; set; }

    [Parameter] public bool MayManage { get; set; }

    [Parameter] public EventCallback<ScimTokenView> OnRotate { get; set; }

    [Parameter] public EventCallback<ScimTokenView> OnEndOverlap { get; set; }

    [Parameter] public EventCallback<ScimTokenView> OnEdit { get; set; }

    [Parameter] public EventCallback<ScimTokenView> OnRevoke { get; set; }

    [Inject] public required TimeProvider Clock { get; init; }
}
