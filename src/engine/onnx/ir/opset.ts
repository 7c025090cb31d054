/** Every graph is lifted to this opset first, so that passes and gradient rules know one form of each operation. */
export const workingOpset = 20;
