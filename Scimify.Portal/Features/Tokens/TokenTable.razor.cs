using Microsoft.AspNetCore.Components;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Features.Tokens;

public sealed partial class TokenTable : ComponentBase
{
    [Parameter, EditorRequired] public required IReadOnlyList<ScimTokenView> Tokens { get; set; }

    [Parameter] public bool MayRevoke { get; set; }

    [Parameter] public EventCallback<ScimTokenView> OnRevoke { get; set; }

    [Inject] public required TimeProvider Clock { get; init; }
}
